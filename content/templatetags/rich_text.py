from django import template

from content.rich_text import for_the_page

register = template.Library()
register.filter(for_the_page)
