"""Running the site (运行站点): the web server and the worker as children of one process that looks after them."""
