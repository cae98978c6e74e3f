
import django.db.models.deletion
import doudi.records.ids
import doudi.records.vault.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0002_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=doudi.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('receipt_number', models.TextField(unique=True, verbose_name='受理编号')),
                ('query_code', models.TextField(unique=True, verbose_name='查询码')),
                ('applicant_name', models.TextField(help_text='as it was on the day of application', verbose_name='申请人姓名')),
                ('channel', models.TextField(choices=[('self', '本人申请'), ('proxy', '委托申请'), ('assisted', '村（社区）帮助申请'), ('found', '主动发现')], verbose_name='申请方式')),
                ('asked_for', models.TextField(blank=True, help_text='what the family asked for by name, if anything', verbose_name='申请类别')),
                ('scheme', models.TextField(blank=True, help_text='empty until a decision names it', verbose_name='救助类别')),
                ('stage', models.TextField(default='submitted', verbose_name='环节')),
                ('steps', models.IntegerField(default=0, help_text='forms carry it, so that a stale one is seen', verbose_name='已走步数')),
                ('received_on', models.DateField(verbose_name='收件日期')),
                ('handed_over_on', models.DateField(blank=True, null=True, verbose_name='转交日期')),
                ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person', verbose_name='申请人')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area', verbose_name='承办地')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.household')),
                ('received_at', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area', verbose_name='受理地')),
                ('responsible', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area', verbose_name='责任乡镇（街道）')),
            ],
        ),
        migrations.CreateModel(
            name='CaseMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(verbose_name='姓名')),
                ('short', models.TextField(verbose_name='事实中的短名')),
                ('open', models.BooleanField(default=True, verbose_name='在办')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='casework.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
        ),
        migrations.CreateModel(
            name='CounterPhone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='自')),
                ('phone', models.TextField(verbose_name='电话')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.UUIDField(default=doudi.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField(verbose_name='序号')),
                ('facts', doudi.records.vault.fields.SealedField(help_text='canonical JSON, without the standard', verbose_name='申报的事实')),
                ('sm3', models.BinaryField(max_length=32, verbose_name='摘要')),
                ('who', models.JSONField(verbose_name='短名 → 人或赡养人编号')),
                ('said_by', models.TextField(verbose_name='申报人')),
                ('on', models.DateField(verbose_name='申报日期')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('taken_by', models.TextField(verbose_name='登记人')),
                ('why', models.TextField(blank=True, verbose_name='再次申报的原因')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='DueDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.TextField(verbose_name='期限')),
                ('counted_from', models.DateField(verbose_name='起算日')),
                ('limit_days', models.IntegerField(null=True, verbose_name='工作日数')),
                ('on', models.DateField(null=True, verbose_name='到期日')),
                ('provisional', models.BooleanField(default=False, verbose_name='放假安排未公布，暂定')),
                ('settled_on', models.DateField(null=True, verbose_name='办结日')),
                ('basis', models.TextField(blank=True, verbose_name='依据')),
                ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dues', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='PaperReceived',
            fields=[
                ('id', models.UUIDField(default=doudi.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.TextField(verbose_name='材料')),
                ('received_on', models.DateField(verbose_name='收到日期')),
                ('taken_by', models.TextField(verbose_name='收件人')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='casework.case')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
                ('supporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.supporter')),
            ],
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.UUIDField(default=doudi.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('first', models.DateField(verbose_name='自')),
                ('last', models.DateField(blank=True, null=True, verbose_name='止')),
                ('cause', models.TextField(verbose_name='事由')),
                ('basis', models.TextField(verbose_name='依据')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('case_id', models.UUIDField(primary_key=True, serialize=False, verbose_name='件')),
                ('receipt_number', models.TextField(verbose_name='受理编号')),
                ('applicant_name', models.TextField(verbose_name='申请人')),
                ('received_on', models.DateField(verbose_name='收件日期')),
                ('accepted_on', models.DateField(verbose_name='受理日期')),
                ('handed_to', models.TextField(verbose_name='转交给')),
                ('handed_over_on', models.DateField(verbose_name='转交日期')),
                ('handed_over_by', models.TextField(verbose_name='转交人')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area', verbose_name='受理地')),
            ],
        ),
        migrations.CreateModel(
            name='ReceiptSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.IntegerField()),
                ('last', models.IntegerField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
        ),
        migrations.CreateModel(
            name='StageChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField(verbose_name='序号')),
                ('before', models.TextField(blank=True, verbose_name='原环节')),
                ('after', models.TextField(verbose_name='现环节')),
                ('title', models.TextField(verbose_name='事项')),
                ('on', models.DateField(verbose_name='生效日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='本步定下的期限')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('name', models.TextField(verbose_name='办理人')),
                ('natural_person', models.UUIDField(null=True)),
                ('why', models.TextField(blank=True, verbose_name='事由')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='application', serialize=False, to='casework.case')),
                ('reason', models.TextField(verbose_name='申请理由')),
                ('urban', models.BooleanField(help_text='reckoned, never picked by hand', verbose_name='适用城镇标准')),
                ('standard_reason', models.TextField(verbose_name='适用标准的理由')),
                ('brought_by', models.TextField(blank=True, verbose_name='代办人或发现来源')),
                ('brought_relation', models.TextField(blank=True, verbose_name='与申请人关系')),
                ('brought_phone', doudi.records.vault.fields.SealedField(null=True, verbose_name='代办人电话')),
                ('near_relative', models.BooleanField(verbose_name='与经办人员或村（社区）干部有近亲属关系')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
        ),
        migrations.CreateModel(
            name='CorrectionNotice',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='correction_notice', serialize=False, to='casework.case')),
                ('on', models.DateField(verbose_name='告知日期')),
                ('complete_by', models.DateField(verbose_name='补正期限')),
                ('missing', models.JSONField(verbose_name='缺少的材料')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
        ),
        migrations.CreateModel(
            name='NearRelativeFiling',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='near_relative_filing', serialize=False, to='casework.case')),
                ('name', models.TextField(verbose_name='经办人员或干部姓名')),
                ('post', models.TextField(verbose_name='单位及职务')),
                ('relation', models.TextField(verbose_name='与申请家庭的关系')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['area', 'stage', 'received_on'], name='case_area_stage'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['household'], name='case_household'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('handed_over_on__isnull', True), ('area', models.F('responsible')), _connector='OR'), name='case_lies_where_handed'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('handed_over_on__gte', models.F('received_on'))), name='case_handed_after'),
        ),
        migrations.AddConstraint(
            model_name='casemember',
            constraint=models.UniqueConstraint(condition=models.Q(('open', True)), fields=('person',), name='casemember_one_open'),
        ),
        migrations.AddConstraint(
            model_name='casemember',
            constraint=models.UniqueConstraint(fields=('case', 'short'), name='casemember_short'),
        ),
        migrations.AddConstraint(
            model_name='casemember',
            constraint=models.UniqueConstraint(fields=('case', 'person'), name='casemember_once'),
        ),
        migrations.AddConstraint(
            model_name='counterphone',
            constraint=models.UniqueConstraint(fields=('area', 'since'), name='counterphone_one_a_day'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='declaration_in_order'),
        ),
        migrations.AddIndex(
            model_name='duedate',
            index=models.Index(condition=models.Q(('settled_on__isnull', True)), fields=['area', 'on'], name='duedate_open'),
        ),
        migrations.AddConstraint(
            model_name='duedate',
            constraint=models.UniqueConstraint(fields=('case', 'clock'), name='duedate_once'),
        ),
        migrations.AddIndex(
            model_name='paperreceived',
            index=models.Index(fields=['case', 'code'], name='paper_case'),
        ),
        migrations.AddConstraint(
            model_name='paperreceived',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('supporter__isnull', True), _connector='OR'), name='paper_of_one'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('last__isnull', True)), fields=('case',), name='pause_one_open'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='pause_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='receiptseries',
            constraint=models.UniqueConstraint(fields=('district', 'year'), name='receiptseries_once'),
        ),
        migrations.AddConstraint(
            model_name='stagechange',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='stagechange_in_order'),
        ),
    ]
