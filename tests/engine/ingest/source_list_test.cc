#include "engine/ingest/source_list.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<std::string>;

class SourceListTest : public testing::Test {
 protected:
  // What the arguments name, relative to the folder; or the error's message alone.
  Paths List(const Paths& arguments) {
    const auto entries = ListSources(arguments, {});
    status_ = entries.status();
    if (!entries.ok()) return {};
    Paths paths;
    for (const SourceEntry& entry : *entries) {
      const bool inside = entry.uri.starts_with(folder_.path() + "/");
      paths.push_back(inside ? entry.uri.substr(folder_.path().size() + 1) : entry.uri);
    }
    return paths;
  }
  std::string message() const { return std::string(status_.message()); }

  TempFolder folder_;
  absl::Status status_;
};

TEST_F(SourceListTest, AFolderIsWalkedSortedAndSifted) {
  for (const char* name : {"b.xml", "a.json", "sub/c.json.gz", "sub/deep/d.xml.gz", "a/z.xml", "readme.txt",
                           "x.gz", ".hidden.xml", ".git/e.xml", "f.xml.bak", "sub/g.XML", "h.Json.GZ"}) {
    folder_.Write(name, "x");
  }
  fs::create_directory(folder_.Path("folder.xml"));
  const Paths expected = {"a.json",        "a/z.xml",           "b.xml",    "h.Json.GZ",
                          "sub/c.json.gz", "sub/deep/d.xml.gz", "sub/g.XML"};
  EXPECT_EQ(List({folder_.path()}), expected);
  EXPECT_EQ(List({folder_.path() + "/"}), expected);
}

TEST_F(SourceListTest, LinksAreFollowedAndLoopsEnd) {
  folder_.Write("sub/a.xml", "x");
  TempFolder elsewhere;
  elsewhere.Write("b.xml", "x");
  fs::create_directory_symlink(folder_.path(), folder_.Path("sub/loop"));
  fs::create_directory_symlink(folder_.Path("self"), folder_.Path("self"));
  fs::create_directory_symlink(elsewhere.path(), folder_.Path("other"));
  fs::create_symlink(folder_.Path("nowhere"), folder_.Path("broken.xml"));
  EXPECT_EQ(List({folder_.path()}), (Paths{"other/b.xml", "sub/a.xml"}));
}

TEST_F(SourceListTest, FoldersInFoldersAreNotHeldOpen) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  std::string path = "d";
  for (int i = 0; i < 200; ++i) path += "/d";
  folder_.Write(path + "/a.xml", "x");
  const rlimit few{100, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  EXPECT_EQ(List({folder_.path()}), Paths{path + "/a.xml"});
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST_F(SourceListTest, ASpecialFileIsNoDocumentOfAFolder) {
  folder_.Write("a.xml", "x");
  ASSERT_EQ(mkfifo(folder_.Path("pipe.xml").c_str(), 0600), 0);
  EXPECT_EQ(List({folder_.path()}), (Paths{"a.xml"}));
}

TEST_F(SourceListTest, ANamedFileIsTakenWhateverItsName) {
  const std::string file = folder_.Write("notes", "x");
  const std::string hidden = folder_.Write(".h", "x");
  EXPECT_EQ(List({file, hidden, "-"}), (Paths{"notes", ".h", "-"}));
}

TEST_F(SourceListTest, ArgumentsKeepTheirOrderAndNothingComesTwice) {
  folder_.Write("a.xml", "x");
  folder_.Write("b.xml", "x");
  EXPECT_EQ(List({folder_.Path("b.xml"), folder_.path(), folder_.path() + "/./a.xml", "-", "-"}),
            (Paths{"b.xml", "a.xml", "-"}));
}

TEST_F(SourceListTest, Patterns) {
  for (const char* name : {"t-2.xml", "t-1.xml", "u-1.xml", "sub-1/c.xml"}) folder_.Write(name, "x");
  EXPECT_EQ(List({folder_.Path("t-*.xml")}), (Paths{"t-1.xml", "t-2.xml"}));
  EXPECT_EQ(List({folder_.Path("[tu]-1.xml")}), (Paths{"t-1.xml", "u-1.xml"}));
  EXPECT_EQ(List({folder_.Path("s?b-*")}), (Paths{"sub-1/c.xml"}));
  folder_.Write("odd[1].xml", "x");
  EXPECT_EQ(List({folder_.Path("odd[1].xml")}), (Paths{"odd[1].xml"}));
}

TEST_F(SourceListTest, WhatMatchesNothingIsNamed) {
  EXPECT_TRUE(List({folder_.Path("none.xml")}).empty());
  EXPECT_EQ(status_.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(message().find(folder_.Path("none.xml")), std::string::npos);
  EXPECT_TRUE(List({folder_.Path("none-*.xml")}).empty());
  EXPECT_EQ(status_.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(message(), folder_.Path("none-*.xml") + ": nothing matches");
}

TEST_F(SourceListTest, AFolderWithoutDocumentsIsNamed) {
  folder_.Write("readme.txt", "x");
  EXPECT_TRUE(List({folder_.path()}).empty());
  EXPECT_EQ(status_.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(message().find(folder_.path() + ": no documents"), 0u);
}

TEST_F(SourceListTest, AFileUsedAsAFolder) {
  const std::string file = folder_.Write("a.xml", "x");
  EXPECT_TRUE(List({file + "/b.xml"}).empty());
  EXPECT_FALSE(status_.ok());
  EXPECT_NE(message().find(file + "/b.xml"), std::string::npos);
}

// Root reads everything; where the test is not root, it must be told.
TEST_F(SourceListTest, AFolderThatMayNotBeRead) {
  folder_.Write("closed/a.xml", "x");
  fs::permissions(folder_.Path("closed"), fs::perms::none);
  const Paths found = List({folder_.path()});
  if (geteuid() == 0) {
    EXPECT_EQ(found, (Paths{"closed/a.xml"}));
  } else {
    EXPECT_EQ(status_.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_NE(message().find(folder_.Path("closed")), std::string::npos);
  }
  fs::permissions(folder_.Path("closed"), fs::perms::owner_all);
}

TEST_F(SourceListTest, WithoutANetworkOtherSourcesAreRefusedClearly) {
  for (const char* uri : {"s3://bucket/key", "https://host/a.xml", "http://host/a.xml", "ecfr:title-1"}) {
    EXPECT_TRUE(List({uri}).empty());
    EXPECT_EQ(message(), std::string(uri) + ": only local sources are read here");
  }
  EXPECT_TRUE(List({""}).empty());
  EXPECT_FALSE(status_.ok());
}

TEST_F(SourceListTest, FlagsStandOverNames) {
  const std::string file = folder_.Write("title-12-2025-01-15.xml", "x");
  const auto named = ListSources({file}, {});
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(named->front().hints.title, 12);
  EXPECT_EQ(named->front().hints.as_of, "2025-01-15");
  const auto flagged = ListSources({file}, {"2024-02-29", 7});
  ASSERT_TRUE(flagged.ok());
  EXPECT_EQ(flagged->front().hints.title, 7);
  EXPECT_EQ(flagged->front().hints.as_of, "2024-02-29");
  EXPECT_FALSE(ListSources({file}, {"2025-02-29", 0}).ok());
  EXPECT_FALSE(ListSources({file}, {"", 100}).ok());
}

}  // namespace
}  // namespace reg2graph
