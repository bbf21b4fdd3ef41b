"""From web addresses and feeds to text files with front matter: politely, once each, and with every fate told."""
