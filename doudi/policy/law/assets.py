"""财产 — the asset tests, shared by every scheme. Limits are inclusive; each asset is its own test."""

from doudi.policy.language import test


@test(
    "金融资产不超过限额",
    basis="民发〔2021〕57号 第十四条；社会救助法 第十八条（自2026-07-01）",
)
def financial_within_limit(
    financial_assets,
    asset_limits_financial_months_of_standard,
    dibao_standard,
    members,
    fen,
):
    return financial_assets * fen <= asset_limits_financial_months_of_standard * dibao_standard * members


@test(
    "住房不超过限额",
    basis="民发〔2021〕57号 第十四条；社会救助法 第十八条（自2026-07-01）",
)
def homes_within_limit(homes, asset_limits_homes):
    return homes <= asset_limits_homes


@test(
    "机动车辆不超过限额",
    basis="民发〔2021〕57号 第十四条；社会救助法 第十八条（自2026-07-01）",
)
def vehicles_within_limit(vehicles, asset_limits_vehicles):
    return vehicles <= asset_limits_vehicles


@test(
    "经营实体不超过限额",
    basis="民发〔2021〕57号 第十四条；社会救助法 第十八条（自2026-07-01）",
)
def businesses_within_limit(businesses, asset_limits_businesses):
    return businesses <= asset_limits_businesses
