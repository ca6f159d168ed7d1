"""The characters of Chinese writing, as parts of patterns."""

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # inside a class of characters
