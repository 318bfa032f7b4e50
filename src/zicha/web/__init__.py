"""The site (网站): settings, routes, thin views, templates. Everything a view changes goes through a service."""
