"""A saved memo as an e-mail message: addresses, distribution lists, the message, the server, the send log."""
