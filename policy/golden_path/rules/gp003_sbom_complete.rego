# METADATA
# scope: package
# title: sbom.complete
# description: The SBOM holds what the lock files hold, each library with its identity.
# custom:
#   id: GP003
#   owner: group:default/platform
#   rationale: Parts that are missing from the SBOM are never matched with advisories.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Install dependencies before `waymark sbom` runs, and keep excludes out of the repository.
#   docs: docs/golden-path/rules/GP003
package golden_path.rules.gp003

import data.lib.evidence
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.dependent_gaps(((section_gaps | component_gaps) | lockfile_gaps))

section_gaps := evidence.section_gaps("sbom", {"danglingEdges": {"array"}})

component_gaps := evidence.item_gaps("components", {
	"name": {"string"},
	"type": {"string"},
	"purl": {"string", "null"},
	"version": {"string", "null"},
})

lockfile_gaps := evidence.item_gaps("lockfiles", {
	"path": {"string"},
	"packages": {"number"},
	"missing": {"array"},
})

violations contains {"key": "components:none", "msg": "The SBOM has no components"} if {
	evidence.ok("components")
	input.components.items == []
}

violations contains {
	"key": concat(":", ["component", component.name]),
	"msg": concat(" ", ["The library", component.name, "has no package URL or no version"]),
} if {
	some component in evidence.items("components")
	component.type in {"library", "framework"}
	lacks_identity(component)
}

violations contains {
	"key": concat(":", ["lockfile", lockfile.path]),
	"msg": concat(" ", ["Too many packages of", lockfile.path, "are missing from the SBOM"]),
	"file": lockfile.path,
} if {
	some lockfile in evidence.items("lockfiles")
	is_array(lockfile.missing)
	is_number(lockfile.packages)
	present := lockfile.packages - count(lockfile.missing)
	present * 100 < lockfile.packages * platform.parameters.lockfileCoveragePercent
}

violations contains {
	"key": concat(":", ["edge", edge]),
	"msg": concat(" ", ["A dependency leads to a component that is not there:", edge]),
} if {
	evidence.ok("sbom")
	is_array(input.sbom.danglingEdges)
	some edge in input.sbom.danglingEdges
	is_string(edge)
}

lacks_identity(component) if is_null(component.purl)

lacks_identity(component) if is_null(component.version)
