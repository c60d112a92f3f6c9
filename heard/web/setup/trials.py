"""What does a pasted sentence bring up, and in which situation is it said?"""

from django import forms

from heard.coach import Lexicon, Review, Situation, review
from heard.coach.situation import CHANNELS

LONGEST = 4000


class TrialForm(forms.Form):
    """A sentence, and what would be known besides it in a ticket. `slip`: we failed, and have apologised."""

    sentence = forms.CharField(max_length=LONGEST, widget=forms.Textarea)
    slip = forms.BooleanField(required=False, initial=True)
    channel = forms.ChoiceField(choices=[(each, each) for each in CHANNELS], required=False, initial="chat")
    called = forms.CharField(required=False, max_length=200)
    sure = forms.IntegerField(required=False, min_value=0, max_value=100)
    customer_says = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea)
    first_reply = forms.BooleanField(required=False)
    unapologised = forms.BooleanField(required=False)
    apology_accepted = forms.BooleanField(required=False)
    problem_solved = forms.BooleanField(required=False)
    public = forms.BooleanField(required=False)
    hot = forms.BooleanField(required=False)

    FLAGS = ("slip", "first_reply", "apology_accepted", "problem_solved", "public", "hot")

    def read(self, lexicon: Lexicon) -> Review:
        """What it brings up. Nothing is kept."""
        said = self.cleaned_data
        situation = Situation(
            channel=said["channel"] or "chat",
            customer_name=said["called"] or None,
            customer_messages=(said["customer_says"],) if said["customer_says"] else (),
            apology_given=not said["unapologised"],
            confidence=said["sure"],
            **{flag: said[flag] for flag in self.FLAGS},
        )
        return review(situation, said["sentence"], lexicon)

    def has_more(self) -> bool:
        """Whether more of the situation is said than the page asks for at first."""
        flags = (*self.FLAGS[1:], "unapologised")
        more = any(self[name].value() for name in (*flags, "called", "sure", "customer_says"))
        return more or self["channel"].value() not in (None, "", "chat")
