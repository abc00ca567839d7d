from django import template

from ..rich_text import for_the_page

register = template.Library()
register.filter(for_the_page)
