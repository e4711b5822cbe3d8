"""The engine's picture without a screen, for people who pipe and for scripts: list, show, watch, wait."""
