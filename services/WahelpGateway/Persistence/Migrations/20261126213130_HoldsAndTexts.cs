using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.WahelpGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class HoldsAndTexts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "lane_held",
                table: "lane");

            migrationBuilder.AddColumn<int>(
                name: "releases",
                table: "lane",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "mark",
                table: "accepted",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "lane_party",
                table: "lane",
                column: "party",
                filter: "due_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "lane_party",
                table: "lane");

            migrationBuilder.DropColumn(
                name: "releases",
                table: "lane");

            migrationBuilder.DropColumn(
                name: "mark",
                table: "accepted");

            migrationBuilder.CreateIndex(
                name: "lane_held",
                table: "lane",
                column: "party",
                filter: "held_reason IS NOT NULL");
        }
    }
}
