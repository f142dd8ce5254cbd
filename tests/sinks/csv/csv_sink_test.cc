#include "sinks/csv/csv_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "sinks/csv/cells.h"
#include "tests/engine/ingest/temp_folder.h"
#include "tests/sinks/sink_driver.h"

namespace reg2graph {
namespace {

TEST(CellsTest, EveryTypeAndWhatIsMissing) {
  const Property columns[] = {{"text", ValueType::kString},
                              {"number", ValueType::kInteger},
                              {"truth", ValueType::kBoolean},
                              {"strings", ValueType::kStringList},
                              {"integers", ValueType::kIntegerList}};
  std::string out;
  AppendHeader(out, columns);
  EXPECT_EQ(out, ",text:string,number:long,truth:boolean,strings:string[],integers:long[]");
  const auto cells = [&columns](const std::string& object) {
    std::string row;
    AppendCells(row, columns, object);
    return row;
  };
  EXPECT_EQ(cells(R"({"text":"a","number":-1,"truth":false,"strings":["x","y,z"],"integers":[1,23]})"),
            R"(,"a",-1,false,"x;y,z","1;23")");
  EXPECT_EQ(cells(R"({"text":"a \"b\"\n\u0001 \\"})"), ",\"a \"\"b\"\"\n\x01 \\\",,,,");
  EXPECT_EQ(cells(R"({"text":""})"), R"(,"",,,,)");
  EXPECT_EQ(cells(R"({"text":null,"integers":[7]})"), R"(,,,,,"7")");
  EXPECT_EQ(cells(""), ",,,,,");
}

class CsvSinkTest : public testing::Test {
 protected:
  std::string File(const std::string& name) const { return folder_.Read("graph/" + name); }

  TempFolder folder_;
  const std::string target_ = folder_.path() + "/graph";
  boost::asio::io_context io_;
  SinkDriver driver_{io_};
};

TEST_F(CsvSinkTest, ADivisionIsOneRowWithItsStamp) {
  const auto sink = NewCsvSink(io_, target_);
  ASSERT_TRUE(driver_.Open(*sink).ok());
  ASSERT_EQ(driver_.Deliver(*sink, {SamplePart()}).verdict, Verdict::kDone);
  EXPECT_EQ(File("import.args"), "");
  ASSERT_TRUE(driver_.Close(*sink).ok());
  const std::string part = File("nodes-Part.csv");
  EXPECT_EQ(std::count(part.begin(), part.end(), '\n'), 2);
  EXPECT_NE(part.find("\n\"/us/cfr/t12/p1026\","), std::string::npos) << part;
  EXPECT_NE(part.find("\"2025-01-15\""), std::string::npos) << part;
  EXPECT_EQ(File("relationships-CITES.csv"),
            ":START_ID,:END_ID,text:string,start:long,end:long,relative:boolean,range:string,suffix:string\n"
            "\"/us/cfr/t12/s1026.1/a\",\"/us/usc/t15/s1601/a\",\"15 U.S.C. 1601(a)\",7,24,,,\n"
            "\"/us/cfr/t12/s1026.1/a\",\"/us/cfr/t12/s1026.9/b\",,,,,,\n");
  EXPECT_NE(
      File("stubs-USCode.csv").find("\"/us/usc/t15/s1601/a\",\"15 U.S.C. 1601(a)\",\"15 U.S.C. 1601(a)\"\n"),
      std::string::npos);
  EXPECT_NE(File("import.args").find("\n--nodes=Resource:Division:Part=nodes-Part.csv\n"), std::string::npos);
  EXPECT_FALSE(driver_.early);
}

TEST_F(CsvSinkTest, ATextThatComesTwiceIsAnErrorThatNamesIt) {
  const auto sink = NewCsvSink(io_, target_);
  ASSERT_TRUE(driver_.Open(*sink).ok());
  const std::string part = "/us/cfr/t12/p1", paragraph = "/us/cfr/t12/s1.1/a";
  ASSERT_EQ(
      driver_
          .Deliver(
              *sink,
              {UnitBuilder(part).Create(Shape::kPart, part).Create(Shape::kParagraph, paragraph).Build()})
          .verdict,
      Verdict::kDone);
  const std::string other = "/us/cfr/t12/p2";
  const DeliveryOutcome outcome = driver_.Deliver(
      *sink, {UnitBuilder(other).Create(Shape::kPart, other).Create(Shape::kParagraph, paragraph).Build()});
  EXPECT_EQ(outcome.verdict, Verdict::kStop);
  EXPECT_NE(outcome.message.find(paragraph), std::string::npos) << outcome.message;
  EXPECT_FALSE(driver_.Close(*sink).ok());
  EXPECT_EQ(File("import.args"), "");
}

TEST_F(CsvSinkTest, AnImportIsNotWrittenOver) {
  {
    const auto sink = NewCsvSink(io_, target_);
    ASSERT_TRUE(driver_.Open(*sink).ok());
    ASSERT_TRUE(driver_.Close(*sink).ok());
  }
  const auto again = NewCsvSink(io_, target_);
  EXPECT_EQ(driver_.Open(*again).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(CsvSinkTest, WhatAKilledRunLeftGoes) {
  std::filesystem::create_directories(target_);
  const auto leave = [this](const std::string& name) { std::ofstream(target_ + "/" + name) << "left\n"; };
  for (const char* name : {"empty-lists.cypher", "empty-lists.cypher.partial", "nodes-Part.csv",
                           "nodes-Table.csv.partial", "import.args.partial", "notes.csv.partial"}) {
    leave(name);
  }
  const auto sink = NewCsvSink(io_, target_);
  ASSERT_TRUE(driver_.Open(*sink).ok());
  ASSERT_EQ(driver_.Deliver(*sink, {SamplePart()}).verdict, Verdict::kDone);
  ASSERT_TRUE(driver_.Close(*sink).ok());
  EXPECT_EQ(File("empty-lists.cypher"), "");
  EXPECT_EQ(File("nodes-Part.csv").find("left"), std::string::npos);
  EXPECT_EQ(File("import.args").find("left"), std::string::npos);
  size_t partial = 0;
  for (const auto& entry : std::filesystem::directory_iterator(target_)) {
    partial += entry.path().extension() == ".partial";
  }
  EXPECT_EQ(partial, 1u);  // notes.csv.partial is none of this sink's files
}

}  // namespace
}  // namespace reg2graph
