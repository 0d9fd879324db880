"""The only writers of matters."""

from __future__ import annotations

from .trees import Imported, choose_tree, import_tree, load_tree, set_tag

__all__ = ["Imported", "choose_tree", "import_tree", "load_tree", "set_tag"]
