"""Lists a profile chooses from."""

from collections.abc import Mapping

from portal.foundation.i18n import Lazy, lazy

PROFESSIONS: Mapping[str, Lazy] = {
    "prosecutor": lazy("Prosecutor"),
    "judge": lazy("Judge"),
    "investigator": lazy("Investigator"),
    "customs-officer": lazy("Customs officer"),
    "firearms-control-officer": lazy("Firearms-control officer"),
    "forensic-examiner": lazy("Forensic examiner"),
    "analyst": lazy("Analyst"),
}

ROLES: Mapping[str, Lazy] = {
    "member": lazy("Member"),
    "focal-point": lazy("Focal point"),
    "coordinator": lazy("Regional coordinator"),
    "editor": lazy("Editor"),
    "administrator": lazy("Administrator"),
}
