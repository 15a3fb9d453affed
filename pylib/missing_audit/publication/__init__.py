"""What readers take away: every table as CSV with metadata, every figure as SVG and PNG, linked from its page."""
