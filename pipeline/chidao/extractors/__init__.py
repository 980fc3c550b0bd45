"""Page → mentions."""
