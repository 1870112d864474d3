#include <gtest/gtest.h>

#include "projections/view_store.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

namespace fs = std::filesystem;

class ViewOnDisk : public testing::Test {
 protected:
  ViewOnDisk() {
    log.add(events.opened());
    for (std::uint64_t n = 1; n <= 50; ++n) log.add(events.created(n, "alice", 100 + n));
  }
  Checkpoint caught_up(ProjectorOptions options = Node::plain()) {
    Node node(log, directory / "view", options);
    node.projector.catch_up();
    set_aside = node.view.set_aside();
    return node.view.checkpoint();
  }
  void overwrite(const char* extension) {
    for (const auto& file : fs::directory_iterator(directory / "view")) {
      const auto name = file.path().filename().string();
      if (!name.ends_with(extension) && !name.starts_with(extension)) continue;
      std::fstream stream(file.path(), std::ios::in | std::ios::out | std::ios::binary);
      stream << std::string(fs::file_size(file.path()), 'x');
    }
  }

  FreshDirectory directory;
  MemoryLog log;
  Events events;
  std::optional<fs::path> set_aside;
};

TEST_F(ViewOnDisk, ReopenedHasTheSameCheckpointAndState) {
  const auto before = caught_up();
  EXPECT_EQ(before.position, Position(50));
  const TokenView view(directory / "view");
  EXPECT_EQ(view.checkpoint(), before);
  std::size_t tokens = 0;
  view.for_each_token([&](const TokenState&) { ++tokens; });
  EXPECT_EQ(tokens, 50u);
}

TEST_F(ViewOnDisk, NewHasNoPositionAndTheDigestOfNothing) {
  const TokenView view(directory / "view");
  EXPECT_FALSE(view.checkpoint().position);
  EXPECT_EQ(view.checkpoint().state_digest, std::string(64, '0'));
  EXPECT_FALSE(view.ledger());
}

TEST_F(ViewOnDisk, ThatIsDamagedIsSetAsideAndRebuilt) {
  const auto before = caught_up();
  overwrite("MANIFEST");
  EXPECT_EQ(caught_up(), before);
  EXPECT_EQ(set_aside, directory / "view.corrupt-1");
  EXPECT_TRUE(fs::exists(directory / "view.corrupt-1"));
  overwrite("MANIFEST");
  EXPECT_EQ(caught_up(), before);
  EXPECT_EQ(set_aside, directory / "view.corrupt-2");
  EXPECT_EQ(caught_up(), before);
  EXPECT_FALSE(set_aside);
}

TEST_F(ViewOnDisk, WhoseDamageARowShowsIsRebuiltByTheNextStart) {
  // Given a row that is none
  const auto before = caught_up();
  {
    ViewStore store(directory / "view", {});
    rocksdb::WriteBatch batch;
    const Key key = Keys::token(token_id(1));
    batch.Put(rocksdb::Slice(key.view().data(), key.view().size()), "nonsense");
    store.write(batch);
  }
  // When it is read, then that is no "there is none"
  {
    const TokenView view(directory / "view");
    EXPECT_THROW((void)view.token(token_id(1)), ViewFailure);
  }
  // And the next start makes a new one
  EXPECT_EQ(caught_up(), before);
  EXPECT_TRUE(set_aside);
}

TEST_F(ViewOnDisk, OfAnOlderFormatIsSetAsideAndRebuilt) {
  const auto before = caught_up();
  {
    ViewStore store(directory / "view", {});
    rocksdb::WriteBatch batch;
    batch.Put("mformat", encode_format({row_format - 1, true}));
    store.write(batch);
  }
  EXPECT_EQ(caught_up(), before);
  EXPECT_EQ(set_aside, directory / "view.old-1");
  EXPECT_EQ(caught_up(), before);
  EXPECT_FALSE(set_aside);
}

TEST_F(ViewOnDisk, ThatKeepsNoRecordsIsSetAsideWhereTheLogCannotBeAsked) {
  ViewOptions asks;
  asks.records_from = [](Position, std::size_t) -> Result<std::vector<log::Record>> {
    return std::vector<log::Record>();
  };
  EXPECT_FALSE(TokenView(directory / "view", asks).set_aside());
  EXPECT_FALSE(TokenView(directory / "view", asks).set_aside());
  EXPECT_EQ(TokenView(directory / "view").set_aside(), directory / "view.old-1");
  // The other way it holds more than is needed.
  EXPECT_FALSE(TokenView(directory / "view", asks).set_aside());
  EXPECT_EQ(TokenView(directory / "view").set_aside(), directory / "view.old-2");
}

TEST_F(ViewOnDisk, OfANewerFormatIsRefusedWithAnInstruction) {
  caught_up();
  {
    ViewStore store(directory / "view", {});
    rocksdb::WriteBatch batch;
    batch.Put("mformat", encode_format({row_format + 1, true}));
    store.write(batch);
  }
  try {
    const TokenView view(directory / "view");
    FAIL() << "opened";
  } catch (const ViewFailure& failure) {
    EXPECT_NE(std::string(failure.what()).find("remove the directory"), std::string::npos);
  }
  EXPECT_FALSE(fs::exists(directory / "view.corrupt-1"));
}

TEST_F(ViewOnDisk, IsRefusedToASecondUser) {
  const TokenView view(directory / "view");
  EXPECT_THROW(TokenView(directory / "view"), ViewFailure);
}

TEST_F(ViewOnDisk, RebuiltFromNothingInMemoryIsTheSameAsFoldedInBatches) {
  log.add(events.deleted(3, 2));
  log.add(events.regenerated(4, 2, 500, noon));
  const auto in_batches = caught_up();
  fs::remove_all(directory / "view");
  auto options = Node::plain();
  options.rebuild_bytes_max = std::size_t{1} << 30;
  EXPECT_EQ(caught_up(options), in_batches);
  // Also when memory ends before the log does.
  fs::remove_all(directory / "view");
  options.rebuild_bytes_max = 20'000;
  options.catch_up_records = 7;
  EXPECT_EQ(caught_up(options), in_batches);
  const TokenView view(directory / "view");
  EXPECT_EQ(view.list({.owner = {}, .after = {}, .limit = 100}).tokens.size(), 49u);
  EXPECT_FALSE(view.find(digest(103)));
  EXPECT_TRUE(view.find(digest(104)));
}

}  // namespace
}  // namespace ledger::projections::test
