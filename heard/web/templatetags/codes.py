"""How do templates say the coach's codes in words?"""

from django import template

from heard.web.setup import code_names

register = template.Library()
register.filter("in_words", code_names.name_of)
