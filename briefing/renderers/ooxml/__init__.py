"""What Word needs and python-docx does not offer: footnotes, bookmarks, language tags, pinned bytes."""
