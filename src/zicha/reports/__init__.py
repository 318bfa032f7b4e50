"""What leaves the house (报告): frozen facts as docx, xlsx, CSV and JSON, the contract page and the empty workbooks."""
