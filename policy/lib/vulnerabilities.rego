# METADATA
# title: Vulnerabilities of the evidence
package lib.vulnerabilities

import data.lib.evidence

# Those that no trusted VEX statement closes. A statement of the repository's
# own is not trusted.
open contains vulnerability if {
	some vulnerability in evidence.items("vulnerabilities")
	is_string(vulnerability.id)
	is_string(vulnerability.package)
	is_array(vulnerability.aliases)
	not closed(vulnerability)
}

closed(vulnerability) if {
	vulnerability.vex.trusted == true
	vulnerability.vex.status in {"not_affected", "fixed"}
}

# Keyed by identifier and package without its version, under each alias: an
# exception for it holds in the next version, and covers no other advisory.
finding(vulnerability, fault) := {
	"key": key(vulnerability.id, vulnerability.package),
	"aliases": {key(alias, vulnerability.package) |
		some alias in vulnerability.aliases
		is_string(alias)
	},
	"msg": concat(" ", [vulnerability.id, "in", vulnerability.package, fault]),
	"severity": object.get(severities, vulnerability.class, "high"),
}

severities := {"critical": "critical", "medium": "medium", "low": "low"}

key(id, name) := concat("|", [id, name])
