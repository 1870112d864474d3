// The house rules, held against the tree this program was built from.

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "tests/tidy/arrow_rules.hpp"
#include "tests/tidy/coroutine_rules.hpp"
#include "tests/tidy/layout_rules.hpp"

namespace ledger::tidy {
namespace {

const SourceFiles& tree() {
  static const SourceFiles files = read_source_files(LEDGER_SOURCE_DIR);
  return files;
}

/// Succeeds where a rule had nothing to say; else shows each complaint on a line of its own.
testing::AssertionResult holds(const Complaints& complaints) {
  testing::AssertionResult result(complaints.empty());
  for (const std::string& one : complaints) result << "\n" << one;
  return result;
}

TEST(House, TreeIsNotEmpty) {
  EXPECT_GT(tree().size(), 20U);
  EXPECT_TRUE(std::ranges::any_of(tree(), [](const SourceFile& file) {
    return file.path == "events/token/secret.hpp" && !file.text.empty();
  }));
}

TEST(House, TopLevelHoldsOnlyWhatWasAgreed) { EXPECT_TRUE(holds(strange_top_level(tree()))); }
TEST(House, FoldersAreNouns) { EXPECT_TRUE(holds(nameless_folders(tree()))); }
TEST(House, FilesAndLinesAreShort) { EXPECT_TRUE(holds(oversized_text(tree()))); }
TEST(House, HeadersSayWhatTheyAre) { EXPECT_TRUE(holds(silent_headers(tree()))); }
TEST(House, NothingIsMarkedForLater) { EXPECT_TRUE(holds(leftover_marks(tree()))); }
TEST(House, NothingNamesOneMachine) { EXPECT_TRUE(holds(machine_traces(tree()))); }
TEST(House, IncludesAreAddresses) { EXPECT_TRUE(holds(lost_includes(tree()))); }
TEST(House, ArrowsGoDown) { EXPECT_TRUE(holds(upward_arrows(tree()))); }
TEST(House, RoomsHaveNoCycle) { EXPECT_TRUE(holds(room_cycles(tree()))); }
TEST(House, StatementsAwaitOnceWithoutBraces) { EXPECT_TRUE(holds(crowded_awaits(tree()))); }
TEST(House, CoroutinesCaptureNothing) { EXPECT_TRUE(holds(capturing_coroutines(tree()))); }
TEST(House, SecretsDoNotPrint) { EXPECT_TRUE(holds(printable_secrets(tree()))); }

}  // namespace
}  // namespace ledger::tidy
