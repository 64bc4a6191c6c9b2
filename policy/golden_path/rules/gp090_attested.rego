# METADATA
# scope: package
# title: attested
# description: Signed statements tell how this artifact was built and what is in it.
# custom:
#   id: GP090
#   owner: group:default/platform-security
#   rationale: Without them anybody who can push to the registry can ship.
#   stages: [main, deploy]
#   warns: [main]
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Let the release workflow attest its SBOM and its build by the identity of the pipeline.
#   docs: docs/golden-path/rules/GP090
package golden_path.rules.gp090

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("attestations", {
	"kind": {"string"},
	"digest": {"string"},
	"verified": {"boolean"},
}) | artifact_gaps

# At main there may be no artifact yet; at deploy there is one.
default applies := false

applies if is_string(input.subject.artifactDigest)

artifact_gaps contains evidence.gap("subject.artifactDigest", "absent") if {
	not applies
	evidence.stage == "deploy"
}

violations contains {
	"key": concat(":", ["attestation", kind]),
	"msg": concat(" ", ["No verified statement tells of the", names[kind]]),
} if {
	evidence.ok("attestations")
	applies
	some kind, _ in names
	not verified(kind)
}

names := {"sbom": "SBOM of this artifact", "build": "build of this artifact"}

verified(kind) if {
	some attestation in evidence.items("attestations")
	attestation.kind == kind
	attestation.verified == true
	attestation.digest == input.subject.artifactDigest
}
