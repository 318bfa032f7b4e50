"""The report in the browser (自查报告): write, correct, check, freeze, seal, file."""
