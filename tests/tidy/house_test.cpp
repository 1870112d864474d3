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

/// Every complaint on a line of its own: nothing where the rule holds.
std::string report(const Complaints& complaints) {
  std::string text;
  for (const std::string& one : complaints) text += "\n" + one;
  return text;
}

TEST(House, TreeIsNotEmpty) {
  EXPECT_GT(tree().size(), 20U);
  EXPECT_TRUE(std::ranges::any_of(tree(), [](const SourceFile& file) {
    return file.path == "events/token/secret.hpp" && !file.text.empty();
  }));
}

TEST(House, TopLevelHoldsOnlyWhatWasAgreed) { EXPECT_EQ(report(strange_top_level(tree())), ""); }
TEST(House, FoldersAreNouns) { EXPECT_EQ(report(nameless_folders(tree())), ""); }
TEST(House, FilesAndLinesAreShort) { EXPECT_EQ(report(oversized_text(tree())), ""); }
TEST(House, HeadersSayWhatTheyAre) { EXPECT_EQ(report(silent_headers(tree())), ""); }
TEST(House, NothingIsMarkedForLater) { EXPECT_EQ(report(leftover_marks(tree())), ""); }
TEST(House, NothingNamesOneMachine) { EXPECT_EQ(report(machine_traces(tree())), ""); }
TEST(House, IncludesAreAddresses) { EXPECT_EQ(report(lost_includes(tree())), ""); }
TEST(House, ArrowsGoDown) { EXPECT_EQ(report(upward_arrows(tree())), ""); }
TEST(House, RoomsHaveNoCycle) { EXPECT_EQ(report(room_cycles(tree())), ""); }
TEST(House, StatementsAwaitOnceWithoutBraces) { EXPECT_EQ(report(crowded_awaits(tree())), ""); }
TEST(House, CoroutinesCaptureNothing) { EXPECT_EQ(report(capturing_coroutines(tree())), ""); }
TEST(House, SecretsDoNotPrint) { EXPECT_EQ(report(printable_secrets(tree())), ""); }

}  // namespace
}  // namespace ledger::tidy
