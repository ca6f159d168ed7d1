"""Print docs/recipes.md."""

from flows.present.recipes import page

print(page(), end="")
