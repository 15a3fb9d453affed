"""The two ways of turning the chapters into a book: Quarto, and the built-in engine."""
