# METADATA
# scope: package
# title: image.digest
# description: Each image of Dockerfiles, workflows and manifests is named by its digest.
# custom:
#   id: GP020
#   owner: group:default/platform
#   rationale: A tag can be moved to other content by whoever holds the registry account.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Write the digest behind the tag, as `name:tag@sha256:…`; Renovate keeps it up to date.
#   docs: docs/golden-path/rules/GP020
package golden_path.rules.gp020

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("images", {
	"file": {"string"},
	"line": {"number", "null"},
	"ref": {"string"},
	"registry": {"string"},
	"digest": {"string", "null"},
})

default applies := false

applies if count(evidence.items("images")) > 0

violations contains {
	"key": concat("|", [image.file, image.ref]),
	"msg": concat(" ", ["The image", image.ref, "is not named by a digest"]),
	"file": image.file,
	"line": image.line,
} if {
	some image in evidence.items("images")
	is_null(image.digest)
}
