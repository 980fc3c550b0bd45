"""chidao."""
