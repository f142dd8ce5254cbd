#include "engine/core/graph_schema.h"

#include <gtest/gtest.h>

namespace reg2graph {
namespace {

TEST(Shapes, LabelsLeadBackToTheShape) {
  for (int i = 0; i < kShapeCount; ++i) {
    const Shape shape = static_cast<Shape>(i);
    EXPECT_EQ(LabelsOf(shape).front(), "Resource");
    EXPECT_EQ(ShapeOfLabel(LabelsOf(shape).back()), shape);
    EXPECT_EQ(PropertiesOf(KindOf(shape)).front().name, "id");
    EXPECT_EQ(KindOf(shape) == NodeKind::kDivision, IsDivision(shape));
  }
  EXPECT_FALSE(ShapeOfLabel("Resource").has_value());
}

TEST(DivisionTypes, NamesAndNumbers) {
  for (int i = 0; i < kDivisionTypeCount; ++i) {
    const auto type = static_cast<DivisionType>(i);
    EXPECT_EQ(TypeOfName(TypeName(type)), type);
  }
  EXPECT_EQ(TypeOfDiv(8), DivisionType::kSection);
  EXPECT_EQ(TypeOfDiv(0), std::nullopt);
  EXPECT_EQ(TypeOfDiv(10), std::nullopt);
}

TEST(EdgeTypes, NamesLeadBack) {
  for (int i = 0; i < kEdgeTypeCount; ++i) {
    const auto type = static_cast<EdgeType>(i);
    EXPECT_EQ(EdgeTypeOfName(NameOf(type)), type);
  }
}

TEST(StubLabel, ByCollection) {
  EXPECT_EQ(StubLabel("/us/usc/t15"), "USCode");
  EXPECT_EQ(StubLabel("/us/cfr/t12/s1.1"), "CFR");
  EXPECT_EQ(StubLabel("/us/unknown/1"), "Other");
}

}  // namespace
}  // namespace reg2graph
