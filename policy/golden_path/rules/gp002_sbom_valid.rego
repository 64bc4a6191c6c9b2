# METADATA
# scope: package
# title: sbom.valid
# description: The SBOM is in an allowed format and version, and says what it is about.
# custom:
#   id: GP002
#   owner: group:default/platform
#   rationale: A document that tools cannot read, or cannot tie to a service, protects nobody.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Let `waymark sbom` write it; it sets the identity and validates the document.
#   docs: docs/golden-path/rules/GP002
package golden_path.rules.gp002

import data.lib.evidence
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.dependent_gaps(evidence.section_gaps("sbom", {
	"format": {"string"},
	"encoding": {"string"},
	"specVersion": {"string"},
	"schemaValid": {"boolean"},
	"serialNumber": {"string", "null"},
	"timestamp": {"number", "null"},
	"tool": {"object", "null"},
	"root": {"object", "null"},
}))

violations contains {"key": key, "msg": faults[key]} if {
	count(gaps) == 0
	some key in broken
}

faults := {
	"sbom:format": "The SBOM is not in an allowed format and version",
	"sbom:schema": "The SBOM does not hold by the schema of its version",
	"sbom:serial": "The SBOM has no serial number",
	"sbom:timestamp": "The SBOM has no timestamp",
	"sbom:tool": "The SBOM does not name the tool that made it",
	"sbom:root": "The root of the SBOM is not the service",
}

broken contains "sbom:format" if not allowed_format

broken contains "sbom:schema" if not input.sbom.schemaValid

broken contains "sbom:serial" if is_null(input.sbom.serialNumber)

broken contains "sbom:timestamp" if is_null(input.sbom.timestamp)

broken contains "sbom:tool" if is_null(input.sbom.tool)

broken contains "sbom:root" if not input.sbom.root.isSubject == true

allowed_format if {
	input.sbom.format == "cyclonedx"
	input.sbom.encoding == "json"
	input.sbom.specVersion in platform.parameters.sbomCyclonedxVersions
}

allowed_format if {
	input.sbom.format == "spdx"
	input.sbom.encoding == "json"
	input.sbom.specVersion in platform.parameters.sbomSpdxVersions
}
