"""The category picker that every room's forms use, and the forms of the matters room."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hehuo.ground.text import squash

from . import selectors
from .models import Category, Tree
from .rules import DEFAULT

__all__ = ["CategoryField", "CategoryPicker", "ChooseTreeForm", "ImportTreeForm", "options_for"]


class CategoryPicker(forms.Widget):
    """Search box with results as radio buttons, and the whole tree as one grouped list (works without JavaScript)."""

    template_name = "matters/widgets/category.html"
    use_fieldset = True

    def __init__(self, tree: str = DEFAULT) -> None:
        super().__init__()
        self.tree = tree

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:  # noqa: ARG002 - Django's
        """The picked radio, else the list's choice: a category code."""
        return str(data.get(f"{name}_pick") or data.get(name) or "")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002 - Django's
        """Whether no part of the picker was sent."""
        return not {name, f"{name}_pick"} & set(data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The grouped list, and where to search."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "chosen": value.code if isinstance(value, Category) else str(value or ""),
            "groups": groups(self.tree),
            "url": reverse("matters-pick"),
            "vals": json.dumps({"field": name, "tree": self.tree}),
        }
        return context


def groups(tree: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """First level → (code, name) of itself and all below, deeper levels indented. One query."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for each in selectors.every(tree):
        steps = selectors.chain(each)
        if len(steps) == 1:
            found.append((each.name, [(each.code, _("%(name)s (in general)") % {"name": each.name})]))
        else:
            found[-1][1].append((each.code, "\u3000" * (len(steps) - 2) + each.name))
    return found


def options_for(text: str, tree: str, limit: int = 8) -> list[tuple[str, str, str]]:
    """Categories (code, name, path above) that a few typed characters may mean, best first. One query."""
    wanted = squash(text).replace(" ", "")
    ranked = []
    for position, each in enumerate(selectors.every(tree)):
        steps = selectors.chain(each)
        name, whole = squash(each.name), squash("".join(step.name for step in steps))
        if wanted in name:
            score = 3 - abs(len(name) - len(wanted)) / 100
        elif wanted in whole or each.code == wanted:
            score = 2.0
        else:
            shared = len(set(wanted) & set(name)) / max(1, len(set(wanted)))
            score = shared if shared >= 0.5 else 0.0
        if score:
            ranked.append((-score, position, (each.code, each.name, " · ".join(s.name for s in steps[:-1]))))
    return [option for _score, _position, option in sorted(ranked)[:limit]]


class CategoryField(forms.CharField):
    """A category in force of one tree; cleans to the :class:`Category`, None when left empty."""

    def __init__(self, *, tree: str = DEFAULT, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Matter"))
        kwargs.setdefault("widget", CategoryPicker(tree))
        super().__init__(**kwargs)
        self.set_tree(tree)

    def set_tree(self, tree: str) -> None:
        """Offer the categories of ``tree`` from now on (``selectors.tree_for(place)``)."""
        self.tree = tree
        self.widget.tree = tree

    def prepare_value(self, value: Any) -> Any:
        """A code, for a category or a code."""
        return value.code if isinstance(value, Category) else value

    def clean(self, value: Any) -> Category | None:
        """The category. Raises ValidationError for one that is unknown or no longer in use."""
        code = super().clean(value)
        if not code:
            return None
        found = Category.objects.select_related("tree", "parent").filter(tree__code=self.tree, code=code, active=True)
        category = found.first()
        if category is None:
            raise ValidationError(_("Choose a matter from the list."), code="unknown")
        return category


class ImportTreeForm(forms.Form):
    """Brings in another category tree."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=100)
    code = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits, hyphens. The same short name again updates that tree."),
    )
    file = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        help_text=gettext_lazy(
            "One category per row, from the widest column to the narrowest; a column “code” (编码) is optional."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ChooseTreeForm(forms.Form):
    """Chooses the tree by which a place classifies its cases."""

    tree = forms.ChoiceField(label=gettext_lazy("Category tree"))
    place = forms.ChoiceField(label=gettext_lazy("Place"))

    def __init__(self, *args: Any, trees: list[Tree], places: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tree"].choices = [(tree.code, tree.name) for tree in trees]  # type: ignore[attr-defined]
        self.fields["place"].choices = list(places.items())  # type: ignore[attr-defined]
