"""What the site tells browsers about its pages: what they may load and run, who may show or embed them."""
