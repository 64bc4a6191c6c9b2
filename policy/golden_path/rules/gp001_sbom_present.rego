# METADATA
# scope: package
# title: sbom.present
# description: An SBOM of this very commit or artifact is there.
# custom:
#   id: GP001
#   owner: group:default/platform
#   rationale: Without an SBOM nobody can tell who ships a vulnerable part.
#   stages: [pull_request, main, deploy]
#   warns: [pull_request]
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Let the pipeline call `waymark sbom` for the commit that it builds.
#   docs: docs/golden-path/rules/GP001
package golden_path.rules.gp001

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

default gaps := set()

gaps := evidence.section_gaps("sbom", {"subject": {"object"}}) if {
	evidence.status("sbom") != "absent"
}

violations contains {"key": "sbom:absent", "msg": "There is no SBOM"} if {
	evidence.status("sbom") == "absent"
}

violations contains {"key": "sbom:subject", "msg": "The SBOM is of another commit or artifact"} if {
	evidence.ok("sbom")
	is_object(input.sbom.subject)
	not same_subject
}

same_subject if {
	is_string(input.subject.commit)
	input.sbom.subject.commit == input.subject.commit
}

same_subject if {
	is_string(input.subject.artifactDigest)
	input.sbom.subject.digest == input.subject.artifactDigest
}
