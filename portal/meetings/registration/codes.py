"""The controlled lists of registration: code → label. A list only ever grows: stored rows hold its codes."""

from collections.abc import Mapping

from portal.foundation.i18n import Lazy, lazy

Codes = Mapping[str, Lazy]

WHO: Codes = {
    "members": lazy("Every member who may read the meeting"),
    "places": lazy("Members of the regions and countries named below"),
    "invited": lazy("Only those invited"),
}
STATES: Codes = {
    "applied": lazy("Applied"),
    "approved": lazy("Approved"),
    "waiting": lazy("Waiting list"),
    "declined": lazy("Declined"),
    "withdrawn": lazy("Withdrawn"),
    "attended": lazy("Attended"),
}
ROLES: Codes = {
    "participant": lazy("Participant"),
    "observer": lazy("Observer, takes no place"),
}
LISTS: Codes = {
    "private": lazy("Organizers only"),
    "participants": lazy("Those who take part"),
    "public": lazy("Everyone who may read the meeting"),
}
QUESTIONS: Codes = {
    "text": lazy("Text"),
    "choice": lazy("One of several"),
    "yes-no": lazy("Yes or no"),
}
EVALUATION: Codes = {
    "rating": lazy("1 to 5"),
    "text": lazy("Free text"),
}
GROUPS: Codes = {
    "approved": lazy("Approved"),
    "waiting": lazy("Waiting list"),
    "applied": lazy("Applied"),
    "observers": lazy("Observers"),
    "delegations": lazy("Delegations"),
    "country": lazy("One country"),
}
