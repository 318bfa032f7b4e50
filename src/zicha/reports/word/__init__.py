"""Official documents as Word files (公文): page and styles of GB/T 9704-2012, footnotes, what a report is written with."""
