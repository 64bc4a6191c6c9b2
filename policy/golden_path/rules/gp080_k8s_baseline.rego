# METADATA
# scope: package
# title: k8s.baseline
# description: Workloads run without root, with limits and probes, and are what was attested.
# custom:
#   id: GP080
#   owner: group:default/platform
#   rationale: A container with more rights than it needs makes any hole in it a hole in the cluster.
#   stages: [deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Take the base of the template, which has a security context, limits, probes, and the digest of the build.
#   docs: docs/golden-path/rules/GP080
package golden_path.rules.gp080

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("manifests", {
	"file": {"string"},
	"workload": {"string"},
	"container": {"string"},
	"digest": {"string", "null"},
	"attestedDigest": {"string", "null"},
	"runsAsRoot": {"boolean"},
	"writableRoot": {"boolean"},
	"hasLimits": {"boolean"},
	"hasProbes": {"boolean"},
}) | unattested

default applies := false

applies if count(evidence.items("manifests")) > 0

# What was attested is a fact of the platform.
unattested contains evidence.gap("manifests.attestedDigest", "not_connected") if {
	some container in evidence.items("manifests")
	is_null(container.attestedDigest)
}

violations contains {
	"key": concat("|", [container.file, container.workload, container.container, fault]),
	"msg": concat(" ", ["Container", container.container, "of", container.workload, faults[fault]]),
	"file": container.file,
} if {
	some container in evidence.items("manifests")
	some fault in broken(container)
}

faults := {
	"runsAsRoot": "may run as root",
	"writableRoot": "may write to its root file system",
	"hasLimits": "has no limits",
	"hasProbes": "has no probes",
	"digest": "is not what was attested",
}

broken(container) := (held | lacking) | other if {
	held := {fault | some fault in {"runsAsRoot", "writableRoot"}; container[fault] == true}
	lacking := {fault | some fault in {"hasLimits", "hasProbes"}; container[fault] == false}
	other := {"digest" | is_string(container.attestedDigest); container.digest != container.attestedDigest}
}
