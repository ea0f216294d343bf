"""What parties said they prefer: value functions of criteria and weights, below the loader that checks them."""
