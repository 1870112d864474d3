#pragma once
// Rules about the tree and the text of its files: what stands at the top, how folders are called,
// how long files and lines are, how headers open, and what must not be left behind.

#include "tests/tidy/source_tree.hpp"

namespace ledger::tidy {

/// The top holds the agreed entries, all of those that are files, and dot-files.
[[nodiscard]] Complaints strange_top_level(const SourceFiles& files);

/// No folder is called after nothing in particular.
[[nodiscard]] Complaints nameless_folders(const SourceFiles& files);

/// At most 400 lines of at most 100 columns; prose, JSON, lock files and golden bytes are exempt.
[[nodiscard]] Complaints oversized_text(const SourceFiles& files);

/// A header has #pragma once and, before anything else, says what it is.
[[nodiscard]] Complaints silent_headers(const SourceFiles& files);

/// No marks for work left undone.
[[nodiscard]] Complaints leftover_marks(const SourceFiles& files);

/// Nothing that holds on one machine alone: paths of a checkout, hosts of package registries.
[[nodiscard]] Complaints machine_traces(const SourceFiles& files);

}  // namespace ledger::tidy
