"""The screens of those who keep the money: cashiers, accountants, and the leaders who decide about refunds."""
