"""Words and pictures for people: text, HTML, records."""
