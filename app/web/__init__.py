"""Where answers are served; the only folder that knows HTTP."""
