"""From a number in a text to the figure behind it: who published it, for what, and who contradicts it."""
