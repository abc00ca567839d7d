"""The proxy in front (deploy/nginx/): whom it passes on, and what it shows while the site cannot answer."""
