# METADATA
# title: Exceptions
# description: |
#   An exception counts only if the snapshot is signed, fresh and of this
#   entity, and the exception itself is sound, approved by another than its
#   requester, in force at this stage and for exactly this finding.
package lib.exceptions

import data.lib.evidence
import data.lib.platform

# Why the snapshot counts for nothing; empty if it may be used or none was given.
faults contains "unsigned" if {
	platform.exceptions != {}
	not platform.exceptions.signed == true
}

faults contains "wrong_entity" if {
	platform.exceptions != {}
	not platform.exceptions.entityRef == input.subject.entityRef
}

faults contains "not_in_time" if {
	platform.exceptions != {}
	not in_time
}

faults contains "malformed" if {
	platform.exceptions != {}
	not readable
}

readable if is_array(platform.exceptions.items)

in_time if {
	is_number(platform.exceptions.issuedAt)
	is_number(platform.exceptions.validUntil)
	platform.exceptions.issuedAt <= evidence.now + platform.parameters.snapshotSkewSeconds
	evidence.now < platform.exceptions.validUntil
}

default items := []

items := platform.exceptions.items if {
	platform.exceptions != {}
	count(faults) == 0
}

# Sound records, whether in force or not.
sound contains exception if {
	some exception in items
	every field in {"id", "rule", "finding", "entityRef", "requestedBy", "state"} {
		is_string(exception[field])
	}
	every field in {"notBefore", "expires"} {
		is_number(exception[field])
	}
	is_array(exception.stages)
	every approval in exception.approvals {
		is_string(approval.by)
	}
}

# Records in force for this evidence.
active contains exception if {
	some exception in sound
	exception.state == "approved"
	exception.entityRef == input.subject.entityRef
	evidence.stage in exception.stages
	exception.notBefore <= evidence.now
	evidence.now < exception.expires
	count(exception.approvals) > 0
	every approval in exception.approvals {
		approval.by != exception.requestedBy
	}
}

index[concat("|", [exception.rule, exception.finding])] contains exception if {
	some exception in active
}

# The exception for any of a finding's keys; the one that lasts longest.
covering(rule, keys) := summary(best) if {
	candidates := {candidate |
		some key in keys
		some candidate in index[concat("|", [rule, key])]
	}
	last := max({[candidate.expires, candidate.id] | some candidate in candidates})
	some best in candidates
	[best.expires, best.id] == last
}

summary(exception) := {
	"id": exception.id,
	"approver": concat(", ", sort({approval.by | some approval in exception.approvals})),
	"daysLeft": floor((exception.expires - evidence.now) / 86400),
}
