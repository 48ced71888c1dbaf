"""Group: near-duplicate texts and images, and the templates behind them."""
