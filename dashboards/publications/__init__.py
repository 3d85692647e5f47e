"""Publishing: asked for on a page, done by a worker, kept for good."""
