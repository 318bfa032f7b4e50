"""The guide inside the site (使用说明): from the notice to the filed report in ten steps, and what each role does."""
