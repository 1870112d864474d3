#include <memory>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "services/http/turns.hpp"

namespace ledger::http {
namespace {

class Taker : public TurnTaker {
 public:
  Taker(Turns& turns, std::vector<std::string>& said, std::string name, int turns_to_take = 1)
      : turns_(turns), said_(said), name_(std::move(name)), left_(turns_to_take) {
    turns_.join(*this);
  }
  void begin_turn() override { said_.push_back("begin " + name_); }
  void end_turn() override {
    said_.push_back("end " + name_);
    if (--left_ > 0) turns_.join(*this);
  }

 private:
  Turns& turns_;
  std::vector<std::string>& said_;
  std::string name_;
  int left_;
};

class HttpTurns : public ::testing::Test {
 protected:
  boost::asio::io_context context_{1};
  Turns turns_{context_.get_executor()};
  std::vector<std::string> said_;
};

TEST_F(HttpTurns, EachBeginsBeforeOneEnds) {
  const Taker a(turns_, said_, "a"), b(turns_, said_, "b");
  context_.run();
  EXPECT_EQ(said_, (std::vector<std::string>{"begin a", "begin b", "end a", "end b"}));
}

TEST_F(HttpTurns, WhoJoinsAtTheEndIsInTheNextRound) {
  const Taker a(turns_, said_, "a", 2), b(turns_, said_, "b");
  context_.run();
  EXPECT_EQ(said_,
            (std::vector<std::string>{"begin a", "begin b", "end a", "end b", "begin a", "end a"}));
}

TEST_F(HttpTurns, WhoGoesAwayIsNotCalled) {
  auto a = std::make_unique<Taker>(turns_, said_, "a");
  const Taker b(turns_, said_, "b");
  a.reset();
  context_.run();
  EXPECT_EQ(said_, (std::vector<std::string>{"begin b", "end b"}));
}

TEST_F(HttpTurns, ARoundHasAtMost64AndTheOthersFollow) {
  std::vector<std::unique_ptr<Taker>> takers;
  for (int i = 0; i < 65; ++i) {
    takers.push_back(std::make_unique<Taker>(turns_, said_, std::to_string(i), 2));
  }
  context_.run();
  ASSERT_EQ(said_.size(), 4 * 65U);
  EXPECT_EQ(said_[63], "begin 63");
  EXPECT_EQ(said_[64], "end 0");
  EXPECT_EQ(said_[128], "begin 64");
  EXPECT_EQ(said_[129], "begin 0");
}

}  // namespace
}  // namespace ledger::http
