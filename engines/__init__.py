"""What the studio does. No page, no HTTP, no prints: every engine can be used from a notebook."""
