"""Documents as pages (排版): Typst makes the PDF and the pages on the screen from the same template."""
