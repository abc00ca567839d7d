"""A long list in pages, whose length is known already."""

from django.core.paginator import Paginator

ON_A_PAGE = 25


def page_of(rows, count, number):
    paginator = Paginator(rows, ON_A_PAGE)
    paginator.count = count  # counted with all the others in one query
    return paginator.get_page(number)


def neighbours(page, address):
    """The addresses of the page before and the page after; `address` makes one from a number."""
    return {
        "previous_url": page.has_previous() and address(page.previous_page_number()),
        "next_url": page.has_next() and address(page.next_page_number()),
    }
